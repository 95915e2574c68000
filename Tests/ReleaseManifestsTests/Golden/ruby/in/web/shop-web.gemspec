Gem::Specification.new "shop-web", "1.0.2" do |s|
  s.summary = 'The pages'
  s.authors = ["A", "B"]
  s.add_dependency "shop-core", "~> 2.4.0.beta1"
  s.add_dependency("shop-tools", "= #{s.version}")
end
